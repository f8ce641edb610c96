const STORED_AS = "paidout.letter-keys"

/** Shortcuts of a single letter can be switched off (WCAG 2.1.4). */
export function letterKeysAreOn(): boolean {
  return window.localStorage.getItem(STORED_AS) !== "off"
}

export function switchLetterKeys(on: boolean): void {
  window.localStorage.setItem(STORED_AS, on ? "on" : "off")
}

/** Who types a text means the letter, and so does who chooses from a menu. */
export function typesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return (
    target.isContentEditable ||
    target.closest("input, textarea, select, [role=dialog], [role=menu]") !== null
  )
}
