import { adyenDemo } from "./adyen-demo.ts"
import type { DemoProvider } from "./demo-provider.ts"
import { pivotDemo } from "./pivot-demo.ts"
import { xenditDemo } from "./xendit-demo.ts"

export const DEMO_PROVIDERS: readonly DemoProvider[] = [xenditDemo, pivotDemo, adyenDemo]
