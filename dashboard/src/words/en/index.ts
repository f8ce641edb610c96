import { account } from "./account.ts"
import { attention } from "./attention.ts"
import { lab } from "./lab.ts"
import { overview } from "./overview.ts"
import { payouts } from "./payouts.ts"
import { settings } from "./settings.ts"
import { shell } from "./shell.ts"
import { status } from "./status.ts"
import { webhooks } from "./webhooks.ts"

/** Every word of the dashboard in English; another language is another object of this shape. */
export const en = { account, attention, lab, overview, payouts, settings, shell, status, webhooks }
