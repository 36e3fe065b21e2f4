import { alike, type ResourceCard, type ServiceCards } from "../cards/card";
import { atLeast, ranked, safeWhenOff, safeWhenOn } from "../cards/setting";

const URLS = "what answers which requests";

/** A route through a mesh or a gateway: that it is there leads requests somewhere. */
function route(fields: readonly string[]): ResourceCard {
  return { noun: "route of requests", link: { leads: URLS.replace("what", "something"), fields } };
}

/** Code of others that sees requests, changes them, or says no. */
const EXTENSION: ResourceCard = {
  noun: "extension of a load balancer",
  guard: {
    isGuard: true,
    fields: ["extension_chains", "forwarding_rules", "load_balancing_scheme"],
    does: "has requests looked at by code",
    guards: () => undefined,
  },
};

/** Gateways, meshes, extensions of load balancers and Media CDN. */
export const NETWORK_SERVICES: ServiceCards = {
  google_network_services_gateway: {
    noun: "Secure Web Proxy",
    link: {
      leads: "hosts reach the web through a proxy",
      fields: [
        "type",
        "network",
        "subnetwork",
        "addresses",
        "ports",
        "all_ports",
        "gateway_security_policy",
        "routing_mode",
        "scope",
        "allow_global_access",
      ],
    },
    plain: ["delete_swg_autogen_router_on_destroy", "ip_version"],
    decisions: {
      certificate_urls: "by which certificates it says who it is",
      envoy_headers: "which headers requests get",
      server_tls_policy: "which certificates clients need",
    },
  },
  google_network_services_authz_extension: {
    noun: "extension that says who gets in",
    harmless: {
      new: "no policy asks it yet; those that will are told",
      gone: "policies that ask it have to give it up first, and are told",
    },
    plain: ["timeout", "wire_format"],
    decisions: {
      service: "who says which requests get in",
      authority: "who says which requests get in",
      forward_headers: "which headers it sees",
      metadata: "what it is told beside the request",
      load_balancing_scheme: "for which load balancers it is",
    },
    exposure: {
      fail_open: {
        strength: safeWhenOff(false),
        weaker: "requests get in when it does not answer",
        stronger: "requests do not get in when it does not answer",
      },
    },
  },
  ...alike(
    [
      "google_network_services_lb_edge_extension",
      "google_network_services_lb_route_extension",
      "google_network_services_lb_traffic_extension",
    ],
    EXTENSION,
  ),
  google_network_services_http_route: route(["gateways", "hostnames", "meshes", "rules"]),
  google_network_services_grpc_route: route(["gateways", "hostnames", "meshes", "rules"]),
  google_network_services_tcp_route: route(["gateways", "meshes", "rules"]),
  google_network_services_tls_route: route(["gateways", "meshes", "rules", "target_proxies"]),
  google_network_services_mesh: {
    noun: "mesh",
    decisions: { interception_port: "by which port proxies take packets" },
    harmless: {
      new: "it leads nowhere by itself; its routes are told",
      gone: "its routes go before it, and are told",
    },
  },
  google_network_services_endpoint_policy: {
    noun: "policy of endpoints",
    guard: {
      isGuard: true,
      fields: [
        "authorization_policy",
        "client_tls_policy",
        "server_tls_policy",
        "type",
        "endpoint_matcher",
        "traffic_port_selector",
      ],
      does: "says who gets to endpoints of a mesh, and how they prove themselves",
    },
  },
  google_network_services_service_binding: {
    noun: "binding of a service",
    link: { leads: "a mesh finds the hosts of a service", fields: ["service"] },
  },
  google_network_services_wasm_plugin: {
    noun: "plugin",
    harmless: {
      new: "no load balancer runs it yet; what will is told",
      gone: "what runs it has to give it up first, and is told",
    },
    decisions: { main_version_id: "what code it runs", versions: "what code it runs" },
    settings: {
      "log_config.enable": {
        strength: safeWhenOn(false),
        weaker: "what it writes is no longer logged",
        stronger: "what it writes is logged",
      },
      "log_config.min_log_level": {
        strength: ranked([["CRITICAL"], ["ERROR"], ["WARN"], ["INFO"], ["DEBUG"], ["TRACE"]], "INFO"),
        isForNew: false,
        weaker: "less of what it writes is logged",
        stronger: "more of what it writes is logged",
      },
      "log_config.sample_rate": {
        strength: atLeast(1),
        isForNew: false,
        weaker: "less of what it writes is logged",
        stronger: "more of what it writes is logged",
      },
    },
  },
  google_network_services_agent_gateway: {
    noun: "gateway of agents",
    guard: {
      isGuard: true,
      fields: ["google_managed", "network_config", "protocols", "registries", "self_managed"],
      does: "",
      decides: "which agents and tools are reached, and by whom,",
    },
  },
};
