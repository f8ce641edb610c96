import { isIdentifier } from "./json-fields.ts"

/** An id as one segment of a URL's path; undefined: it would lead to another path. */
export function pathSegment(id: string): string | undefined {
  if (!isIdentifier(id) || id === "." || id === "..") return undefined
  return encodeURIComponent(id)
}
