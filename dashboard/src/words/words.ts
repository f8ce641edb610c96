import { createContext, useContext } from "react"

import { en } from "./en/index.ts"

/** The catalogue: what another language must have. */
export type Words = typeof en

export const WordsContext = createContext<Words>(en)

/** `const words = useWords()`, then `words.payouts.title`: no page writes a word of its own. */
export function useWords(): Words {
  return useContext(WordsContext)
}
