import type { BasicCredentials, Dialect } from "../../delivery/dialect.ts"
import { PaidoutError } from "../../errors.ts"

const SECRET_CHARACTERS_MAX = 4_096
const BASIC_CHARACTERS_MAX = 200

/**
 * The secret that the merchant's handler already has, or a new one; null where the dialect has none.
 * @throws PaidoutError secrets_invalid; what was given is never repeated
 */
export function readEndpointSecret(dialect: Dialect, given: string | undefined): string | null {
  if (given === undefined) return dialect.newSecret()
  const fault =
    given.length > SECRET_CHARACTERS_MAX
      ? `It takes at most ${SECRET_CHARACTERS_MAX} characters.`
      : dialect.faultOfSecret(given)
  if (fault === undefined) return given
  throw new PaidoutError("secrets_invalid", `secret of the dialect ${dialect.name}: ${fault}`, {
    detail: { field: "secret" },
  })
}

/**
 * User and password for HTTP Basic (RFC 7617); null: none.
 * @throws PaidoutError secrets_invalid; what was given is never repeated
 */
export function readBasic(
  dialect: Dialect,
  given: BasicCredentials | null | undefined,
): BasicCredentials | null {
  if (given === undefined || given === null) return null
  if (!dialect.takesBasic) refuseBasic(`The dialect ${dialect.name} takes none.`)
  const { username, password } = given
  for (const [name, text] of Object.entries({ username, password })) {
    if (text.length === 0 || text.length > BASIC_CHARACTERS_MAX) {
      refuseBasic(`${name} takes 1 to ${BASIC_CHARACTERS_MAX} characters.`)
    }
    if (/\p{Cc}/u.test(text)) refuseBasic(`${name} takes no control characters.`)
  }
  if (username.includes(":")) refuseBasic("username takes no colon: it ends the name.")
  return { username, password }
}

function refuseBasic(fault: string): never {
  throw new PaidoutError("secrets_invalid", `basic: ${fault}`, { detail: { field: "basic" } })
}
