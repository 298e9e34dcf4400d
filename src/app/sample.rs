//! The sample team's settings, as an admin would type them.

/// What is typed, in this order, when the sandbox starts over an empty database. Areas as in a PM handbook; requests
/// are left to whoever tries docket, so that the first one is REQ-1.
pub(super) const LINES: &[&str] = &[
    "/settings channel purpose:requests channel:#requests",
    "/settings channel purpose:admin channel:#admin",
    "/settings channel purpose:sync channel:#pm-sync",
    "/settings channel purpose:social channel:#social",
    "/settings role level:reporter role:@Reporter",
    "/settings role level:pm role:@PM",
    "/settings role level:lead role:@PM lead",
    "/settings role level:admin role:@Admin",
    "/settings zone zone:America/Los_Angeles",
    "/settings hours hours:Mon-Fri 9:00-17:00",
    "/settings internal channel:#requests on:yes",
    "/settings internal channel:#support on:yes",
    "/area add name:Channels and posts owner:@PM Channels and posts backup:@PM Growth \
     keywords:channel, thread, post, message, notification, mention, search, emoji",
    "/area add name:User management owner:@PM User management backup:@PM Platform \
     keywords:login, SSO, SAML, password, permission, role, guest, LDAP, invite",
    "/area add name:Apps and integrations owner:@PM Apps and integrations backup:@PM Platform \
     keywords:webhook, plugin, bot, integration, slash command, Jira, GitHub, calendar",
    "/area add name:Growth owner:@PM Growth backup:@PM Self-service \
     keywords:onboarding, trial, tour, activation, referral",
    "/area add name:Self-service owner:@PM Self-service backup:@PM Growth \
     keywords:billing, invoice, pricing, subscription, credit card, upgrade plan",
    "/area add name:Platform owner:@PM Platform backup:@PM User management \
     keywords:performance, slow, crash, upgrade, database, cluster, backup, API",
    "/rotation setup name:customer requests members:@PM Channels and posts @PM User management \
     @PM Apps and integrations @PM Growth @PM Self-service @PM Platform handoff:every Wednesday 09:30 \
     zone:America/Los_Angeles deadline:every Wednesday 09:00 channel:#requests",
    "/rotation save draft:1",
    "/customer add name:Acme alias:a manufacturer tier:strategic value:480000 owner:@Customer success",
    "/customer add name:Bluebird Bank alias:a bank tier:enterprise value:250000 owner:@Customer success",
    "/customer add name:Harbor Logistics alias:a shipping company tier:business value:60000 owner:@Sales",
    "/customer add name:Meadow School alias:a school tier:standard value:4000",
];

/// Who types them, and where.
pub(super) const TYPED_BY: &str = "Admin";
pub(super) const TYPED_IN: &str = "admin";

/// What the team was saying when the page is opened first: somebody, a channel, a message. Some of it is worth filing.
pub(super) const SAID: &[(&str, &str, &str)] = &[
    (
        "PM lead",
        "general",
        "7.3 goes out on Thursday. What customers say about it belongs in docket, so that we all see it.",
    ),
    (
        "Customer success",
        "support",
        "Acme called: since 7.2 their SSO login loops after every logout. Three hundred people start the day with it.",
    ),
    ("Support engineer", "support", "Bluebird Bank has that too, I think. I'll ask for their logs."),
    (
        "Sales",
        "support",
        "Harbor Logistics would sign if an invoice could carry their purchase order number. Is that planned?",
    ),
    ("Customer success", "support", "And Meadow School asks for a dark theme. Again :)"),
    (
        "Marketing",
        "social",
        "Two people ask under our post whether the calendar integration works with Outlook. Who knows?",
    ),
];
