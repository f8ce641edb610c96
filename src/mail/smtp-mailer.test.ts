import net, { type AddressInfo, type Socket } from "node:net"
import tls from "node:tls"
import { afterEach, describe, expect, test } from "vitest"

import { createAuthority } from "../../test/support/certificates.ts"
import { createMailServer, type MailServer } from "../../test/support/mail-server.ts"
import { createSmtpMailer, mailerLimits, type OutgoingMail } from "./smtp-mailer.ts"

const FROM = { name: "Paidout", address: "hub@pay.example" }
const PASSWORD = "p@ss/w:rd-0001"

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

async function mailServer(...options: Parameters<typeof createMailServer>): Promise<MailServer> {
  const server = await createMailServer(...options)
  open.push(server)
  return server
}

function mail(changes: Partial<OutgoingMail> = {}): OutgoingMail {
  const recipients = changes.recipients ?? ["ops@shop.example", "pay@shop.example"]
  return {
    id: "0199f8a0-0000-7000-8000-000000000001",
    subject: "Paidout: 2 endpoints failing – jetzt",
    text: "Plain words, 1,204 of them.\n",
    html: "<p>Words &amp; more</p>",
    recipients,
    to: recipients,
    ...changes,
  }
}

/** Says these lines, each as the answer to one command; then nothing any more. */
async function scriptedServer(talk: (socket: Socket, command: string) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("data", (bytes) => {
      for (const command of bytes.toString("utf8").split("\r\n")) {
        if (command !== "") talk(socket, command)
      }
    })
    talk(socket, "")
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  open.push({
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe("a mail", () => {
  test("arrives with its words, its names and an id that stays", async () => {
    const server = await mailServer()
    const mailer = createSmtpMailer(server.url, FROM)
    const outcome = await mailer.send(mail())
    expect(outcome).toMatchObject({
      accepted: ["ops@shop.example", "pay@shop.example"],
      refused: [],
      failure: null,
      answer: expect.stringMatching(/^250 /),
    })
    await mailer.send(mail({ to: ["pay@shop.example"] }))
    const [first, again] = server.mails
    expect(first).toMatchObject({
      from: "hub@pay.example",
      to: ["ops@shop.example", "pay@shop.example"],
    })
    expect(first?.parsed).toMatchObject({
      from: { name: "Paidout", address: "hub@pay.example" },
      to: [{ address: "ops@shop.example" }, { address: "pay@shop.example" }],
      subject: "Paidout: 2 endpoints failing – jetzt",
      text: expect.stringMatching(/^Plain words, 1,204 of them\.\n+$/),
      html: expect.stringContaining("<p>Words &amp; more</p>"),
      messageId: "<0199f8a0-0000-7000-8000-000000000001.paidout@pay.example>",
    })
    expect(first?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
    // To one of them again: it names both, and is the same mail.
    expect(again?.to).toEqual(["pay@shop.example"])
    expect(again?.parsed.to).toHaveLength(2)
    expect(again?.parsed.messageId).toBe(first?.parsed.messageId)
  })

  test("cannot be given a header by its subject or its recipients' names", async () => {
    const server = await mailServer()
    const mailer = createSmtpMailer(server.url, FROM)
    const subject = "all well\r\nBcc: thief@evil.example\r\n\r\n<script>"
    await mailer.send(mail({ subject }))
    const [sent] = server.mails
    expect(sent?.to).toEqual(["ops@shop.example", "pay@shop.example"])
    expect(sent?.parsed.bcc ?? []).toEqual([])
    expect(sent?.parsed.headers.map(({ key }) => key)).not.toContain("bcc")
    expect(sent?.parsed.text?.trim()).toBe("Plain words, 1,204 of them.")
  })
})

describe("a server that wants a password", () => {
  const accounts = (): Parameters<typeof createMailServer>[0] => ({
    onAuth({ username, password }, _session, done) {
      if (username === "hub" && password === PASSWORD) done(null, { user: username })
      else done(new Error("Invalid username or password"))
    },
  })
  const withPassword = (url: string, password = PASSWORD) =>
    url.replace("://", `://hub:${encodeURIComponent(password)}@`)

  test("gets it", async () => {
    const server = await mailServer({ ...accounts(), allowInsecureAuth: true })
    const outcome = await createSmtpMailer(withPassword(server.url), FROM).send(mail())
    expect(outcome.failure).toBeNull()
    expect(server.mails[0]).toMatchObject({ user: "hub", secure: false })
  })

  test("gets it only after STARTTLS where it offers that", async () => {
    const certificate = createAuthority().issue("localhost")
    const server = await mailServer({
      ...accounts(),
      key: certificate.key,
      cert: certificate.certificate,
    })
    const url = `${withPassword(server.url)}?tls.rejectUnauthorized=false`
    expect((await createSmtpMailer(url, FROM).send(mail())).failure).toBeNull()
    expect(server.mails[0]).toMatchObject({ user: "hub", secure: true })
  })

  test("gets it over smtps://, with a certificate that the machine trusts", async () => {
    const authority = createAuthority()
    const certificate = authority.issue("localhost")
    const server = await mailServer({
      ...accounts(),
      secure: true,
      key: certificate.key,
      cert: certificate.certificate,
    })
    const mailer = createSmtpMailer(withPassword(server.url), FROM)
    expect(await mailer.send(mail())).toMatchObject({ accepted: [], failure: { cause: "tls" } })
    const trusted = tls.getCACertificates("default")
    tls.setDefaultCACertificates([...trusted, authority.certificate])
    try {
      expect((await mailer.send(mail())).failure).toBeNull()
    } finally {
      tls.setDefaultCACertificates(trusted)
    }
    expect(server.mails).toHaveLength(1)
    expect(server.mails[0]).toMatchObject({ user: "hub", secure: true })
  })

  test("refuses a wrong one, and nothing that is told repeats it", async () => {
    const server = await mailServer({ ...accounts(), allowInsecureAuth: true })
    const wrong = "wrong-password-0002"
    const outcome = await createSmtpMailer(withPassword(server.url, wrong), FROM).send(mail())
    expect(outcome).toMatchObject({ accepted: [], failure: { cause: "authentication" } })
    expect(JSON.stringify(outcome)).not.toContain(wrong)
  })

  test("may repeat the whole command line: the password is taken out of what it says", async () => {
    const address = await scriptedServer((socket, command) => {
      if (command === "") socket.write("220 hello\r\n")
      else if (command.startsWith("EHLO")) socket.write("250-hello\r\n250 AUTH PLAIN\r\n")
      else socket.write(`500 what is ${command} ${PASSWORD}\r\n`)
    })
    const outcome = await createSmtpMailer(withPassword(`smtp://${address}`), FROM).send(mail())
    expect(outcome.failure).toMatchObject({ cause: "authentication" })
    expect(outcome.failure?.answer).toContain("500 what is AUTH PLAIN ***")
    const told = JSON.stringify(outcome)
    expect(told).not.toContain(PASSWORD)
    expect(told).not.toContain(Buffer.from(`\0hub\0${PASSWORD}`).toString("base64"))
  })
})

describe("what the server says", () => {
  test("to one recipient counts for that one: 5xx for good, 4xx for now", async () => {
    const server = await mailServer()
    server.onRecipient = (address) => {
      if (address.startsWith("gone")) return { status: 550, text: "no such mailbox" }
      return address.startsWith("full") ? { status: 452, text: "mailbox full" } : undefined
    }
    const recipients = ["gone@shop.example", "full@shop.example", "ops@shop.example"]
    const outcome = await createSmtpMailer(server.url, FROM).send(mail({ recipients }))
    expect(outcome).toMatchObject({
      accepted: ["ops@shop.example"],
      refused: [{ address: "gone@shop.example", answer: "550 no such mailbox" }],
      failure: { cause: "deferred", answer: "452 mailbox full" },
    })
    expect(server.mails[0]?.to).toEqual(["ops@shop.example"])
  })

  test("to all recipients names those who will never get it", async () => {
    const server = await mailServer()
    server.onRecipient = () => ({ status: 550, text: "relaying denied" })
    const outcome = await createSmtpMailer(server.url, FROM).send(mail())
    expect(outcome).toMatchObject({
      accepted: [],
      refused: [{ address: "ops@shop.example" }, { address: "pay@shop.example" }],
      failure: { cause: "rejected", answer: "550 relaying denied" },
    })
  })

  test.each([
    [451, "deferred"],
    [554, "rejected"],
  ])("to the whole mail with %i leaves everybody without it: %s", async (status, cause) => {
    const server = await mailServer()
    server.onMail = () => ({ status, text: "not like this\u0007" })
    const outcome = await createSmtpMailer(server.url, FROM).send(mail())
    expect(outcome).toMatchObject({ accepted: [], refused: [], failure: { cause } })
    expect(outcome.failure?.answer).toBe(`${status} not like this`)
  })
})

describe("a server in trouble", () => {
  const quick = { ...mailerLimits, connectMs: 300, greetingMs: 300, silenceMs: 300, sendMs: 1_000 }

  test("that is not there is a refused connection", async () => {
    const server = await mailServer()
    await server.close()
    const outcome = await createSmtpMailer(server.url, FROM, quick).send(mail())
    expect(outcome.failure).toMatchObject({ cause: "connection_refused" })
  })

  test("whose name nobody knows", async () => {
    const mailer = createSmtpMailer("smtp://mail.invalid", FROM, quick)
    expect((await mailer.send(mail())).failure).toMatchObject({ cause: "dns" })
  })

  test("that never says a word is given up in time", async () => {
    const address = await scriptedServer(() => {})
    const begun = performance.now()
    const outcome = await createSmtpMailer(`smtp://${address}`, FROM, quick).send(mail())
    expect(outcome).toMatchObject({ accepted: [], failure: { cause: "timeout" } })
    expect(performance.now() - begun).toBeLessThan(900)
  })

  test("that says a little for ever is given up in time", async () => {
    const address = await scriptedServer((socket, command) => {
      if (command !== "") return
      const timer = setInterval(() => socket.write("220-wait\r\n"), 50)
      socket.on("close", () => clearInterval(timer))
    })
    const begun = performance.now()
    const limits = { ...quick, greetingMs: 60_000, connectMs: 60_000 }
    const outcome = await createSmtpMailer(`smtp://${address}`, FROM, limits).send(mail())
    expect(outcome.failure).toMatchObject({ cause: "timeout" })
    expect(performance.now() - begun).toBeLessThan(2_000)
  })

  test("that hangs up in the middle is a lost connection", async () => {
    const address = await scriptedServer((socket, command) => {
      if (command === "") socket.write("220 hello\r\n")
      else socket.destroy()
    })
    const outcome = await createSmtpMailer(`smtp://${address}`, FROM, quick).send(mail())
    expect(outcome.failure?.cause).toBe("connection_lost")
  })

  test("is left at once when this process stops", async () => {
    const address = await scriptedServer(() => {})
    const stop = new AbortController()
    const sending = createSmtpMailer(`smtp://${address}`, FROM).send(mail(), {
      signal: stop.signal,
    })
    setTimeout(() => stop.abort(), 50)
    expect((await sending).failure).toMatchObject({ cause: "stopped" })
  })
})
