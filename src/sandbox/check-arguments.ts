import { Compile } from "typebox/compile"
import type { TSchema } from "typebox"

import { PaidoutError } from "../errors.ts"

/** @throws PaidoutError request_invalid, naming what does not fit the action's schema */
export function checkArguments(
  schema: Readonly<Record<string, unknown>>,
  args: Readonly<Record<string, unknown>>,
): void {
  const compiled = Compile(schema as TSchema)
  if (compiled.Check(args)) return
  const faults = compiled.Errors(args).map(({ instancePath, message }) => {
    const place = instancePath === "" ? "" : `${instancePath.slice(1)} `
    return `${place}${message}`
  })
  throw new PaidoutError("request_invalid", `The arguments do not fit: ${faults.join("; ")}.`)
}
