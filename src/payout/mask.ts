import type { Destination } from "./event.ts"

/** A destination that may be shown: enough to recognise, too little to misuse. */
export interface MaskedDestination {
  readonly account_number: string | null
  readonly account_holder_name: string | null
  readonly account_type: string | null
}

/** `000000000099` → `**** 0099`, `Michael Chen` → `M*** C***`. */
export function maskDestination(destination: Destination): MaskedDestination {
  return {
    account_number:
      destination.accountNumber === undefined ? null : maskAccount(destination.accountNumber),
    account_holder_name:
      destination.accountHolderName === undefined ? null : maskName(destination.accountHolderName),
    account_type: destination.accountType ?? null,
  }
}

/** The last four characters, and never more than half of a short number. */
export function maskAccount(account: string): string {
  const characters = [...account]
  const shown = Math.min(4, Math.floor(characters.length / 2))
  return `**** ${shown === 0 ? "" : characters.slice(-shown).join("")}`.trimEnd()
}

export function maskName(name: string): string {
  return name
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => `${[...word][0] ?? ""}***`)
    .join(" ")
}
