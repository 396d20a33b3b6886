import { createServer } from "node:http";
import { listProducts } from "./catalogue.mjs";
import { totalCents } from "./price.mjs";

/** Starts the shop on a free port of this computer only, and answers its address and how to stop it. */
export async function startShop(region) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://shop");
    if (url.pathname === "/healthz") return json(response, 200, { healthy: true });
    if (url.pathname === "/products") return json(response, 200, listProducts());
    if (url.pathname === "/price") {
      const order = [...url.searchParams].map(([id, count]) => ({ id, count: Number(count) }));
      try {
        return json(response, 200, { cents: totalCents(order, region) });
      } catch (error) {
        return json(response, 404, { error: error.message });
      }
    }
    return json(response, 404, { error: "There is nothing here." });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return { address: `http://127.0.0.1:${server.address().port}`, stop };
}

function json(response, status, value) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
