/** An import as the API answers it. */
export interface ImportAnswer {
  readonly id: string
  readonly deliver: boolean
  readonly state: "running" | "finished"
  readonly place: number
  readonly content_hash: string
  readonly applied: number
  readonly repeated: number
  readonly ignored: number
  readonly unrecognised: number
  readonly rejected: number
  readonly verified: number
}

export interface TakenAnswer extends ImportAnswer {
  readonly rejected_lines: readonly { readonly line: number; readonly why: string }[]
}

/** `1500 lines: 1400 applied, 90 said nothing new, 10 not understood` */
export function importText(shown: ImportAnswer): string {
  const { place, applied, repeated, ignored, unrecognised, rejected } = shown
  const parts = [
    `${applied} applied`,
    ...(repeated > 0 ? [`${repeated} said nothing new`] : []),
    ...(ignored > 0 ? [`${ignored} about something else`] : []),
    ...(unrecognised > 0 ? [`${unrecognised} not understood`] : []),
    ...(rejected > 0 ? [`${rejected} hold no webhook`] : []),
  ]
  return `${place} lines: ${parts.join(", ")}`
}
