// A whole network of the AT Protocol on this machine: names, a home, and the view of Bluesky.
const { createRequire } = require('node:module')

const { jetstream } = require('./jetstream.cjs')
const { TestNetwork } = createRequire(`${process.cwd()}/`)('@atproto/dev-env')
const [pds, plc, stream, dbPostgresUrl, redisHost] = process.argv.slice(2)
TestNetwork.create({
  plc: { port: Number(plc) },
  pds: { port: Number(pds), hostname: 'localhost' },
  dbPostgresUrl,
  dbPostgresSchema: 'klankbord',
  redisHost,
}).then(
  (network) => {
    jetstream(network, Number(stream))
    process.on('SIGTERM', () => network.close().finally(() => process.exit(0)))
  },
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
