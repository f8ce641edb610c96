import { once } from "node:events"
import { connect } from "node:net"

/** A request as its bytes go over the wire, so that no client tidies it up. */
export interface RawRequest {
  /** `Name: value`, without those of the connection. */
  readonly lines: readonly string[]
  readonly body: Buffer
  /** In chunks instead of with its length. */
  readonly chunked?: boolean
  /** Headers of this connection. */
  readonly connection?: readonly string[]
}

/** Sends it on a connection of its own and returns the final status. */
export async function sendRawRequest(
  port: number,
  path: string,
  request: RawRequest,
): Promise<number> {
  const { lines, body, chunked = false, connection = [] } = request
  const framing = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`
  const head = [`POST ${path} HTTP/1.1`, "Host: any.example", ...lines, ...connection, framing]
  const socket = connect(port, "127.0.0.1")
  await once(socket, "connect")
  let text = ""
  const answered = new Promise<number>((resolve, reject) => {
    socket.setEncoding("latin1").on("data", (part: string) => {
      text += part
      const status = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].at(-1)?.[1]
      if (status !== undefined && status !== "100") resolve(Number(status))
    })
    socket.on("error", reject)
  })
  socket.write(`${head.join("\r\n")}\r\n\r\n`, "latin1")
  if (chunked) {
    const middle = body.length >> 1
    for (const part of [body.subarray(0, middle), body.subarray(middle)]) {
      if (part.length === 0) continue
      socket.write(`${part.length.toString(16)}\r\n`)
      socket.write(part)
      socket.write("\r\n")
    }
    socket.write("0\r\n\r\n")
  } else socket.write(body)
  const status = await answered
  socket.destroy()
  return status
}
