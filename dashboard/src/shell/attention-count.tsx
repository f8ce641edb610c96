import { api } from "../api/client.ts"
import { useRefresh } from "../live/changes.ts"
import classes from "./shell.module.css"

const countMax = 50

/** How many items are open; beyond fifty nobody counts. */
export function AttentionCount() {
  const { data } = api.useQuery("get", "/v1/attention", { params: { query: { limit: countMax } } })
  useRefresh(["attention"], "/v1/attention")
  const count = data?.data.length ?? 0
  if (count === 0) return null
  const more = data?.next_cursor === null ? "" : "+"
  return <span className={classes["count"]}>{`${count}${more}`}</span>
}
