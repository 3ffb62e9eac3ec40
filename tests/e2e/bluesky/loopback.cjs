// Loaded before all else: dev-env listens on every interface; here each server of the process keeps to this machine.
const { Server } = require('node:net');
const listen = Server.prototype.listen;
Server.prototype.listen = function (first, ...others) {
  if (first !== null && typeof first === 'object') return listen.call(this, { ...first, host: '127.0.0.1' }, ...others);
  return listen.call(this, { port: Number(first) || 0, host: '127.0.0.1' }, ...others.filter((one) => typeof one === 'function'));
};
