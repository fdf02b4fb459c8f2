/*
 * Stands between a Windows JVM and Wine's iphlpapi.dll, which lacks one function that the JVM's
 * network library wants: without it the first socket ends the process. That one is here and says
 * that there are no anycast addresses; iphlpshm.def forwards the others.
 */
#include <windows.h>

/* An MIB_ANYCASTIPADDRESS_TABLE without rows; the caller frees it as a block of the heap. */
DWORD WINAPI GetAnycastIpAddressTable(USHORT family, void **table)
{
    (void) family;
    *table = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, 64);
    return *table == NULL ? ERROR_NOT_ENOUGH_MEMORY : NO_ERROR;
}
