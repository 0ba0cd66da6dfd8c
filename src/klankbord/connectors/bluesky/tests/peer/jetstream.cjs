// Jetstream's way of telling, before the real firehose of the home: JSON over a WebSocket, filtered
// by account and collection, told again from a moment in microseconds (`cursor`).
const { createRequire } = require('node:module')

exports.jetstream = (network, port) => {
  const require = createRequire(`${process.cwd()}/`)
  const { Firehose } = require('@atproto/sync')
  const { IdResolver } = require('@atproto/identity')
  const { lexToJson } = require('@atproto/lexicon')
  const { WebSocketServer } = require('ws')

  const told = []
  const listeners = new Set()
  let last = 0

  const told_as = (evt) => {
    last = Math.max(last + 1, Date.parse(evt.time) * 1000)
    const event = { did: evt.did, time_us: last }
    if (evt.event === 'account') {
      const account = { active: evt.active, did: evt.did, seq: evt.seq, time: evt.time }
      if (evt.status) account.status = evt.status
      return { ...event, kind: 'account', account }
    }
    if (evt.event === 'identity') {
      return { ...event, kind: 'identity', identity: { did: evt.did, handle: evt.handle, seq: evt.seq, time: evt.time } }
    }
    const { rev, collection, rkey } = evt
    const commit = { rev, operation: evt.event, collection, rkey }
    if (evt.event !== 'delete') {
      commit.record = lexToJson(evt.record)
      commit.cid = evt.cid.toString()
    }
    return { ...event, kind: 'commit', commit }
  }

  const firehose = new Firehose({
    idResolver: new IdResolver({ plcUrl: network.plc.url }),
    service: network.pds.url.replace('http', 'ws'),
    unauthenticatedCommits: true,
    unauthenticatedHandles: true,
    excludeSync: true,
    handleEvent: (evt) => {
      const event = told_as(evt)
      told.push(event)
      for (const listener of listeners) listener(event)
    },
    onError: (error) => console.error(error),
  })
  firehose.start()

  const server = new WebSocketServer({ port, host: '127.0.0.1' })
  server.on('connection', (socket, request) => {
    const asked = new URL(request.url, 'http://here').searchParams
    const [dids, collections] = [asked.getAll('wantedDids'), asked.getAll('wantedCollections')]
    const listener = (event) => {
      const is_wanted =
        (!dids.length || dids.includes(event.did)) &&
        (event.kind !== 'commit' || !collections.length || collections.includes(event.commit.collection))
      if (is_wanted) socket.send(JSON.stringify(event))
    }
    const since = asked.get('cursor')
    if (since) told.filter((event) => event.time_us >= Number(since)).forEach(listener)
    listeners.add(listener)
    socket.on('close', () => listeners.delete(listener))
  })
}
