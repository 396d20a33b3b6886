import { ServiceLogPanel } from "../features/log/service-log-panel.tsx";
import { ServicePage } from "../features/services/page/service-page.tsx";
import type { Route } from "../state/route.ts";

/** A service's page with its log in its place. */
export function ServiceScreen({ route }: { route: Extract<Route, { kind: "service" }> }) {
  const { projectId, serviceId, query } = route;
  return (
    <ServicePage
      projectId={projectId}
      serviceId={serviceId}
      query={query}
      renderLog={(service, log, header) => <ServiceLogPanel service={service} log={log} header={header} overview="marks" />}
    />
  );
}
