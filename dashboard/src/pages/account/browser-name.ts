/** In this order: each names those behind it, too. */
const BROWSERS = ["Edg", "OPR", "Firefox", "Chrome", "Safari"]
const NAMES: Readonly<Record<string, string>> = { Edg: "Edge", OPR: "Opera" }
const SYSTEMS = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"]

/** `Firefox, Linux`; undefined where nothing of it is known. */
export function browserName(userAgent: string | null): string | undefined {
  const known = (words: readonly string[]) => words.find((word) => userAgent?.includes(word))
  const browser = known(BROWSERS)
  const parts = [NAMES[browser ?? ""] ?? browser, known(SYSTEMS)].filter(
    (part) => part !== undefined,
  )
  return parts.length === 0 ? undefined : parts.join(", ")
}
