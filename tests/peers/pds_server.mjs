// A PDS with its directory, on loopback, with nothing kept. Run from the folder that setup-pds filled:
// the first line it prints names its address.
import crypto from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, data, plcPort, pdsPort] = process.argv.slice(2)
// Both listen on every interface of their own accord.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (...a) {
  if (typeof a[0] === 'number' && typeof a[1] !== 'string') a.splice(1, 0, '127.0.0.1')
  else if (a[0]?.port != null && !a[0].host) a[0] = { ...a[0], host: '127.0.0.1' }
  return listen.apply(this, a)
}
const from = createRequire(path.join(folder, 'pds', 'index.js'))
const load = async (name) => import(pathToFileURL(from.resolve(name)))
const { PDS, envToCfg, envToSecrets } = await load('@atproto/pds')
const plcModule = await load('@did-plc/server')
const { Database, PlcServer } = plcModule.default?.PlcServer ? plcModule.default : plcModule
const plc = PlcServer.create({ db: Database.mock(), port: +plcPort })
await plc.start()
const random = () => crypto.randomBytes(32).toString('hex')
fs.mkdirSync(path.join(data, 'blobs'), { recursive: true })
const settings = {
  devMode: true, port: +pdsPort, hostname: 'localhost', dataDirectory: data,
  blobstoreDiskLocation: path.join(data, 'blobs'), didPlcUrl: `http://localhost:${plcPort}`,
  adminPassword: random(), jwtSecret: random(), dpopSecret: random(),
  serviceHandleDomains: ['.test'], inviteRequired: false, disableSsrfProtection: true,
  plcRotationKeyK256PrivateKeyHex: random(), rateLimitsEnabled: false, crawlers: [],
  bskyAppViewUrl: 'https://appview.invalid', bskyAppViewDid: 'did:example:invalid',
}
const pds = await PDS.create(envToCfg(settings), envToSecrets(settings))
await pds.start()
console.log(JSON.stringify({ ready: true }))
