// Serves echo with Node: PORT. A pipe stops reading while the peer does not take its replies.
'use strict';
const net = require('node:net');

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', (failure) => console.error(`connection lost: ${failure.message}`));
  socket.pipe(socket);
});
server.listen({ port: Number(process.argv[2]), host: '127.0.0.1', backlog: 4096 }, () => {
  console.log(`listening on 127.0.0.1:${server.address().port}`);
});
process.on('SIGTERM', () => process.exit(0));
