// Bluesky's own servers (account server, AppView, directory of names) on loopback; says READY and the account server.
import { createRequire } from 'node:module';
const require = createRequire(`${process.env.INSTALLED}/`);
const { TestNetwork, mockMailer } = require('@atproto/dev-env');
const [pds, bsky, plc, ozone] = process.env.PORTS.split(',').map(Number);
const network = await TestNetwork.create({
  dbPostgresSchema: 'essai',
  pds: { port: pds, hostname: 'localhost' },
  bsky: { port: bsky, publicUrl: `http://localhost:${bsky}` },
  plc: { port: plc },
  ozone: { port: ozone },
});
mockMailer(network.pds);
console.log(`READY http://127.0.0.1:${pds}`);
