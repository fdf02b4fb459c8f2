/**
 * Drives loops over Windows I/O completion ports, as asyncio's proactor loop does. The entry points
 * are {@link weft.iocp.IocpEventLoopProvider} and {@link weft.iocp.WindowsProactorEventLoopPolicy}.
 */
@org.jspecify.annotations.NullMarked
package weft.iocp;
