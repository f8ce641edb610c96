import type { AddressPolicy } from "../../delivery/address-guard.ts"
import { createGuardedAgent } from "../../delivery/guarded-agent.ts"
import { createVendorCaller } from "../../reconcile/call-vendor.ts"
import type { CallVendor } from "../../vendor-call.ts"

export interface VendorCalls {
  readonly call: CallVendor
  /** Ends what is under way, and the connections. */
  stop(): Promise<void>
}

/** What a client reads of one answer is bounded below this; an endpoint's answer is shorter. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024

/**
 * Calls to the providers' APIs: to addresses that deliveries may go to, on connections of their own,
 * since their answers may be longer.
 */
export function startVendorCalls(
  policy: AddressPolicy,
  options: { readonly userAgent: string },
): VendorCalls {
  const agent = createGuardedAgent(policy, { answerBytesMax: ANSWER_BYTES_MAX })
  const caller = createVendorCaller({ ...options, dispatch: agent.dispatch })
  return {
    call: caller.call,
    async stop() {
      caller.close()
      await agent.destroy()
    },
  }
}
