import { useMemo, useState } from "react"

import type { Selection } from "./list.tsx"

/** Which rows are selected, for actions on many. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  return useMemo(
    () => ({
      ids,
      toggle(id) {
        const next = new Set(ids)
        if (!next.delete(id)) next.add(id)
        setIds(next)
      },
      clear: () => setIds(new Set()),
    }),
    [ids],
  )
}
