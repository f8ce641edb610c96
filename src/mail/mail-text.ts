/** One line of plain text of what may be hostile: no control character, a bounded length. */
export function oneLine(text: string, charactersMax = 300): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim()
  return line.length <= charactersMax ? line : `${line.slice(0, charactersMax - 1).trimEnd()}…`
}

/** A URL without what may be a secret in it: user, query and fragment. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return "(not a URL)"
  const { origin, pathname } = new URL(url)
  return oneLine(origin + pathname)
}

/** `2026-11-21 06:00 UTC` */
export function shownTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`
}

/** Text as it may stand between HTML tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
