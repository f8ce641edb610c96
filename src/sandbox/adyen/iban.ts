/** Do the check digits fit (ISO 13616)? Nothing is known of the country's own rules. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{8,30}$/.test(iban)) return false
  const turned = iban.slice(4) + iban.slice(0, 4)
  const digits = Array.from(turned, (letter) => Number.parseInt(letter, 36)).join("")
  return BigInt(digits) % 97n === 1n
}
