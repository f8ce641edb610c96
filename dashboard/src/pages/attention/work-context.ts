import { createContext, useContext } from "react"

/** What an item needs to know of the list that it is gone through in. */
export interface Work {
  /** List and item stand side by side. */
  readonly isWide: boolean
  readonly isSnoozedOnes: boolean
  /** Shows the item behind this one, or the one before the last; none left: the list. */
  goOn(id: string): void
}

export const WorkContext = createContext<Work>({
  isWide: true,
  isSnoozedOnes: false,
  goOn: () => {},
})

export function useWork(): Work {
  return useContext(WorkContext)
}
