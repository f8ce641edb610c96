import type { JsonObject } from "../../providers/json.ts"
import { charactersOf, type RequestFields } from "./request-fields.ts"

const KEYS_MAX = 50
const KEY_CHARACTERS_MAX = 40
const VALUE_CHARACTERS_MAX = 500

/** The client's own data; numbers are allowed (the guide has one), and counted as they are written. */
export function readMetadata(fields: RequestFields): JsonObject | undefined {
  const metadata = fields.optionalObject("metadata")
  if (metadata === undefined) return undefined
  const entries = Object.entries(metadata)
  if (entries.length > KEYS_MAX) fields.refuse("metadata", `should have at most ${KEYS_MAX} keys`)
  if (entries.some(([key]) => charactersOf(key) > KEY_CHARACTERS_MAX)) {
    fields.refuse("metadata", `should have key names of at most ${KEY_CHARACTERS_MAX} characters`)
  }
  const isLong = entries.some(([, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value)
    return charactersOf(text) > VALUE_CHARACTERS_MAX
  })
  if (isLong) {
    fields.refuse("metadata", `should have values of at most ${VALUE_CHARACTERS_MAX} characters`)
  }
  return metadata
}
