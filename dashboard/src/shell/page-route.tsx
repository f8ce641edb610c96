import { createRoute, lazyRouteComponent, type AnyRoute } from "@tanstack/react-router"

/** A page by its path, loaded when it is first opened: `pageRoute(parent, "/payouts", () => import("./payouts-page.tsx"), "PayoutsPage")`. */
export function pageRoute<Name extends string>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<Record<Name, React.ComponentType>>,
  name: Name,
): AnyRoute {
  return createRoute({
    getParentRoute: () => parent,
    path,
    component: lazyRouteComponent(load, name),
  })
}
