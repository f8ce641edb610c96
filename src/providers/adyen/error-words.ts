import type { ErrorWords } from "../judge-answer.ts"
import { textOf } from "../json-fields.ts"

/** Of the Transfers API: RFC 7807 with an `errorCode`. A transfer has neither that nor a title. */
export const ERROR_WORDS: ErrorWords = {
  codeOf: (body) => {
    const code = textOf(body["errorCode"])
    return code !== undefined || textOf(body["title"]) !== undefined ? (code ?? "") : undefined
  },
  // "Entity was not found" was seen with 422, of another API of Adyen's; no 404 was.
  isNotKnown: (status, code) => status === 404 || code === "30_112",
}
