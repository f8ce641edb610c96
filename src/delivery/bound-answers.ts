import type { Socket } from "node:net"

import { errors } from "undici"

/** undici goes on through a whole piece after the headers in it were too many. */
const PIECE_BYTES_MAX = 1_024
/** Headers, body and all between them: an answer of one-byte chunks is six times its body. */
const ANSWER_BYTES_MAX = 256 * 1024

/**
 * Hands what is read on in pieces, and ends the connection when an answer has too many bytes,
 * whatever they are: a status line or empty lines without end are nothing that a parser counts.
 */
export function boundAnswers(socket: Socket, answerBytesMax = ANSWER_BYTES_MAX): void {
  const read = socket.read.bind(socket)
  let answerBytes = 0
  let writtenBytes = -1
  socket.read = (size?: number) => {
    if (socket.destroyed) return null
    const isMore = size === undefined && socket.readableLength > PIECE_BYTES_MAX
    const chunk: unknown = read(isMore ? PIECE_BYTES_MAX : size)
    if (!Buffer.isBuffer(chunk)) return chunk
    if (writtenBytes !== socket.bytesWritten) {
      // A request was sent since: this is the answer to it.
      writtenBytes = socket.bytesWritten
      answerBytes = 0
    }
    answerBytes += chunk.length
    if (answerBytes <= answerBytesMax) return chunk
    const message = `The answer has more than ${answerBytesMax} bytes.`
    socket.destroy(new errors.ResponseExceededMaxSizeError(message))
    return null
  }
}
