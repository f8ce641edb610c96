import type { Api } from "../api.ts"
import type { Hub } from "../hub.ts"
import { sandboxAccountRoutes } from "./sandbox-accounts.ts"
import { sandboxCallbackRoutes } from "./sandbox-callbacks.ts"
import { sandboxEchoRoutes } from "./sandbox-echo.ts"
import { sandboxHealthMailRoutes } from "./sandbox-health-mail.ts"
import { sandboxThingRoutes } from "./sandbox-things.ts"
import { sandboxWebhookRoutes } from "./sandbox-webhooks.ts"

/** The simulated providers, as their accounts' owner sees them. */
export function sandboxRoutes(api: Api, hub: Hub): void {
  sandboxAccountRoutes(api, hub)
  sandboxThingRoutes(api, hub)
  sandboxCallbackRoutes(api, hub)
  sandboxWebhookRoutes(api, hub)
  sandboxEchoRoutes(api, hub)
  sandboxHealthMailRoutes(api, hub)
}
