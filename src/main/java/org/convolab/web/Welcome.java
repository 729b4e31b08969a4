package org.convolab.web;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says where the course is as soon as it can be read there. */
@Component
final class Welcome {
    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    @EventListener
    void ready(ApplicationReadyEvent started) {
        Environment environment = started.getApplicationContext().getEnvironment();
        String port = environment.getProperty("local.server.port");
        if (port != null) {
            LOG.info(
                    "The course is at http://localhost:{}{}/",
                    port,
                    environment.getProperty("server.servlet.context-path", ""));
        }
    }
}
