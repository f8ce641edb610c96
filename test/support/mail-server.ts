import type { AddressInfo } from "node:net"
import { buffer } from "node:stream/consumers"
import PostalMime, { type Email } from "postal-mime"
import { SMTPServer, type SMTPServerOptions } from "smtp-server"

export interface ReceivedMail {
  readonly from: string
  /** The envelope's recipients that were taken. */
  readonly to: readonly string[]
  readonly raw: string
  readonly parsed: Email
  /** Was the connection encrypted, and who had logged in? */
  readonly secure: boolean
  readonly user: string | undefined
}

/** An SMTP answer instead of yes; undefined: yes. */
type Refusal = { readonly status: number; readonly text: string } | undefined

export interface MailServer {
  /** `smtp://127.0.0.1:…`, or `smtps://localhost:…` where it is encrypted from the start. */
  readonly url: string
  readonly port: number
  /** Mails that it took, in that order. */
  readonly mails: ReceivedMail[]
  /** How often a mail's data was sent to it, taken or not. */
  readonly tries: number
  readonly connections: number
  /** What it does from now on; at first it takes everything. */
  onRecipient: (address: string) => Refusal | Promise<Refusal>
  onMail: (mail: ReceivedMail) => Refusal | Promise<Refusal>
  close(): Promise<void>
}

/** A real SMTP server on the loopback that keeps what it takes. Without TLS or accounts by default. */
export async function createMailServer(
  options: SMTPServerOptions & { readonly port?: number } = {},
): Promise<MailServer> {
  const mails: ReceivedMail[] = []
  let tries = 0
  let connections = 0
  const smtp = new SMTPServer({
    disabledCommands: options.key === undefined ? ["STARTTLS"] : [],
    authOptional: options.onAuth === undefined,
    logger: false,
    closeTimeout: 50,
    ...options,
    onConnect(_session, done) {
      connections += 1
      done()
    },
    onRcptTo({ address }, _session, done) {
      void Promise.resolve(server.onRecipient(address)).then((refusal) => done(errorOf(refusal)))
    },
    onData(stream, session, done) {
      void buffer(stream).then(async (bytes) => {
        tries += 1
        const { mailFrom, rcptTo } = session.envelope
        const mail: ReceivedMail = {
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: bytes.toString("utf8"),
          parsed: await PostalMime.parse(bytes),
          secure: session.secure,
          user: session.user,
        }
        const refusal = await server.onMail(mail)
        if (refusal === undefined) mails.push(mail)
        done(errorOf(refusal))
      })
    },
  })
  // A client that goes away in the middle is the client's affair.
  smtp.on("error", () => {})
  await new Promise<void>((resolve) => smtp.listen(options.port ?? 0, "127.0.0.1", resolve))
  const { port } = smtp.server.address() as AddressInfo
  const server: MailServer = {
    url: options.secure === true ? `smtps://localhost:${port}` : `smtp://127.0.0.1:${port}`,
    port,
    mails,
    get tries() {
      return tries
    },
    get connections() {
      return connections
    },
    onRecipient: () => undefined,
    onMail: () => undefined,
    close: () => new Promise((resolve) => smtp.close(resolve)),
  }
  return server
}

function errorOf(refusal: Refusal): Error | null {
  if (refusal === undefined) return null
  return Object.assign(new Error(refusal.text), { responseCode: refusal.status })
}
