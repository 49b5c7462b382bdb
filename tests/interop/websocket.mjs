// The server's WebSockets as `ws`, the client that most of Node's world uses, sees them.
//   node websocket.mjs PEER     (the program made from websocket_peer.cpp)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const peer = spawn(process.argv[2], { stdio: ['pipe', 'pipe', 'inherit'] });
const said = createInterface({ input: peer.stdout });
const line = () => new Promise((resolve, reject) => {
  said.once('line', resolve);
  peer.once('exit', () => reject(new Error('the peer has ended')));
});
const port = Number(await line());
const url = (talk) => `ws://127.0.0.1:${port}/news${talk ? `?talk=${talk}` : ''}`;
let checks = 0;

async function check(what, test) {
  await test();
  checks += 1;
  console.log(`ok ${what}`);
}
const opened = (socket) => new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
const closed = (socket) => new Promise((resolve) => socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
const event = (socket, name) => new Promise((resolve) => socket.once(name, resolve));

await check('messages of every size arrive whole, then 1000', async () => {
  const socket = new WebSocket(url('sizes'));
  const heard = [];
  socket.on('message', (bytes, binary) => {
    assert.equal(binary, false);
    heard.push(String(bytes));
  });
  const end = await closed(socket);
  assert.equal(end.code, 1000);
  const expected = [0, 1, 125, 126, 65535, 65536, 300000].map((size) => `${size}:${'x'.repeat(size)}荞`);
  assert.deepEqual(heard.map((text) => text.length), expected.map((text) => text.length));
  assert.deepEqual(heard, expected);
});

await check('compression is offered and not taken', async () => {
  const socket = new WebSocket(url('quiet'), { perMessageDeflate: true });
  await opened(socket);
  assert.equal(socket.extensions, '');
  const end = closed(socket);
  socket.close(1000, 'enough');
  assert.deepEqual((await end).code, 1000);
});

await check('pings are answered, and sent to who is silent', async () => {
  const socket = new WebSocket(url('quiet'));
  await opened(socket);
  const pong = event(socket, 'pong');
  socket.ping('are you there');
  assert.equal(String(await pong), 'are you there');
  for (let i = 0; i < 4; i += 1) await event(socket, 'ping'); // ws answers by itself, so the connection lives
  assert.equal(socket.readyState, WebSocket.OPEN);
  socket.terminate();
});

await check('who gives no sign is cut off', async () => {
  const socket = new WebSocket(url('quiet'), { autoPong: false });
  assert.equal((await closed(socket)).code, 1006);
});

await check('messages are refused with 1003', async () => {
  const socket = new WebSocket(url('quiet'));
  await opened(socket);
  const end = closed(socket);
  socket.send('x'.repeat(100_000));
  assert.deepEqual(await end, { code: 1003, reason: 'no messages are taken here' });
});

await check('who does not read is cut off, and others are served meanwhile', async () => {
  const slow = new WebSocket(url('flood'));
  await opened(slow);
  slow.pause();
  const cut = line();
  const other = new WebSocket(url('sizes'));
  assert.equal((await closed(other)).code, 1000);
  assert.equal(await cut, 'cut off'); // before anything is read again
  await new Promise((resolve) => slow._socket.once('close', resolve).once('error', resolve).resume());
  slow.terminate();
});

await check('refusals are ordinary answers', async () => {
  const socket = new WebSocket(url());
  const [, response] = await new Promise((resolve) => socket.once('unexpected-response', (...both) => resolve(both)));
  assert.equal(response.statusCode, 400);
  assert.equal(response.headers['content-type'], 'application/problem+json');
  response.destroy();
  const old = new WebSocket(url('quiet'), { protocolVersion: 8 });
  const [, refusal] = await new Promise((resolve) => old.once('unexpected-response', (...both) => resolve(both)));
  assert.equal(refusal.statusCode, 426);
  assert.equal(refusal.headers['sec-websocket-version'], '13');
  refusal.destroy();
});

await check('a server that goes down says 1001', async () => {
  const sockets = Array.from({ length: 20 }, () => new WebSocket(url('quiet')));
  await Promise.all(sockets.map(opened));
  const ends = Promise.all(sockets.map(closed));
  peer.stdin.write('drain\n');
  for (const end of await ends) assert.equal(end.code, 1001);
});

const exit = new Promise((resolve) => peer.once('exit', resolve));
peer.stdin.end();
assert.equal(await exit, 0, 'the peer ends well');
console.log(`${checks} checks of WebSockets`);
