import { useQueryClient } from "@tanstack/react-query"
import { useCallback } from "react"

import { api, type Thing } from "../../api/client.ts"
import { toast } from "../../parts/toast.tsx"

export type Account = Thing<"SandboxAccount">
export type Action = Thing<"SandboxAction">
export type SandboxThing = Thing<"SandboxThing">

const accountsMax = 100

/** Everything of the sandbox is read again. */
export function useRefreshLab(): () => void {
  const queries = useQueryClient()
  return useCallback(() => {
    void queries.invalidateQueries({
      predicate: ({ queryKey }) => String(queryKey[1]).startsWith("/v1/sandbox"),
    })
  }, [queries])
}

/** The simulated accounts, newest first; undefined while they are being read. */
export function useAccounts(): readonly Account[] | undefined {
  const params = { query: { limit: accountsMax } }
  return api.useQuery("get", "/v1/sandbox/accounts", { params }).data?.data
}

export type Act = (
  accountId: string,
  action: string,
  args: Readonly<Record<string, unknown>>,
) => Promise<Thing<"SandboxActionResult">>

/** Does something at a provider's dashboard and says what came of it; rejects with the problem. */
export function useAct(): { readonly act: Act; readonly isActing: boolean } {
  const refresh = useRefreshLab()
  const { mutateAsync, isPending } = api.useMutation(
    "post",
    "/v1/sandbox/accounts/{id}/actions/{action}",
  )
  return {
    isActing: isPending,
    async act(id, action, args) {
      const result = await mutateAsync({ params: { path: { id, action } }, body: { args } })
      toast(result.said)
      refresh()
      return result
    },
  }
}
