import dgram from "node:dgram"
import { once } from "node:events"
import { Resolver } from "node:dns/promises"
import net from "node:net"
import ipaddr from "ipaddr.js"

import type { ResolveName } from "../../src/delivery/name-resolver.ts"

/** What a name says: addresses, or the name it is another word for. Asked each time. */
export type Zone = Record<string, () => readonly string[]>

const A = 1
const CNAME = 5
const AAAA = 28

export interface DnsServer {
  /** Questions so far, by name. */
  readonly asked: string[]
  /** Resolves over UDP, as the system's resolver would. */
  readonly resolve: ResolveName
  close(): Promise<void>
}

/** A name server on the loopback: real questions and answers, and no time to live. */
export async function createDnsServer(zone: Zone): Promise<DnsServer> {
  const asked: string[] = []
  const socket = dgram.createSocket("udp4")
  socket.on("message", (question, from) => {
    const { name, type, end } = readQuestion(question)
    if (type === A) asked.push(name)
    const records = chainOf(zone, name).flatMap((link) => recordsOf(link, type))
    const header = Buffer.alloc(12)
    question.copy(header, 0, 0, 2)
    header.writeUInt16BE(zone[name] === undefined ? 0x8183 : 0x8180, 2)
    header.writeUInt16BE(1, 4)
    header.writeUInt16BE(records.length, 6)
    socket.send(
      Buffer.concat([header, question.subarray(12, end), ...records]),
      from.port,
      from.address,
    )
  })
  socket.bind(0, "127.0.0.1")
  await once(socket, "listening")
  const resolver = new Resolver({ timeout: 2_000, tries: 2 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return {
    asked,
    async resolve(host) {
      const [four, six] = await Promise.allSettled([
        resolver.resolve4(host),
        resolver.resolve6(host),
      ])
      if (four.status === "rejected" && six.status === "rejected") throw four.reason
      const addresses = [four, six].flatMap((each) =>
        each.status === "fulfilled" ? each.value : [],
      )
      return addresses.map((address) => ({ address, family: net.isIP(address) }))
    },
    async close() {
      resolver.cancel()
      socket.close()
      await once(socket, "close")
    },
  }
}

interface Link {
  readonly name: string
  readonly says: readonly string[]
}

/** From the name asked for, over its other names, to addresses. */
function chainOf(zone: Zone, name: string): readonly Link[] {
  const says = zone[name]?.() ?? []
  const next = says.find((each) => net.isIP(each) === 0)
  return [{ name, says }, ...(next === undefined ? [] : chainOf(zone, next))]
}

function recordsOf({ name, says }: Link, type: number): readonly Buffer[] {
  return says.flatMap((each) => {
    const version = net.isIP(each)
    if (version === 0) return [record(name, CNAME, writeName(each))]
    if (type !== (version === 4 ? A : AAAA)) return []
    return [record(name, type, Buffer.from(ipaddr.parse(each).toByteArray()))]
  })
}

function record(name: string, type: number, data: Buffer): Buffer {
  const fields = Buffer.alloc(10)
  fields.writeUInt16BE(type, 0)
  fields.writeUInt16BE(1, 2)
  fields.writeUInt16BE(data.length, 8)
  return Buffer.concat([writeName(name), fields, data])
}

function writeName(name: string): Buffer {
  const labels = name.split(".").map((label) => Buffer.from(label))
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), label])
  return Buffer.concat([...parts, Buffer.from([0])])
}

function readQuestion(message: Buffer) {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length).toLowerCase())
    at += 1 + length
  }
  return { name: labels.join("."), type: message.readUInt16BE(at + 1), end: at + 5 }
}
