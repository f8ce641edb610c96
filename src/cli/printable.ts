/** What a stranger sent may hold control characters that would steer the terminal. */
export function printable(text: string): string {
  return text.replace(/(?!\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu, "�")
}
