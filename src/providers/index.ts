import { adyen } from "./adyen/index.ts"
import { pivot } from "./pivot/index.ts"
import type { Provider } from "./provider.ts"
import { xendit } from "./xendit/index.ts"

/** The one list. Adding a provider is a folder and a line here. */
export const PROVIDERS: readonly Provider[] = [pivot, xendit, adyen]

export function findProvider(name: string): Provider | undefined {
  return PROVIDERS.find((provider) => provider.name === name)
}

export { adyen, pivot, xendit }
export type * from "../payout/event.ts"
export type * from "./provider.ts"
