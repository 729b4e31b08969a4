package org.convolab.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;
import org.convolab.content.LiveCourse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * With {@code convolab.rehearse} the server visits its own pages as a browser would, and stops: a JVM that keeps what it
 * loaded in an archive then has all that readers need.
 */
@Component
@ConditionalOnProperty("convolab.rehearse")
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    private final LiveCourse live;

    Rehearsal(LiveCourse live) {
        this.live = live;
    }

    @EventListener
    void visit(ApplicationReadyEvent started) throws IOException {
        String server = "http://localhost:"
                + started.getApplicationContext().getEnvironment().getProperty("local.server.port");
        List<String> paths = new ArrayList<>(List.of("/", "/widgets", "/widgets/convolution?row=1", "/livez"));
        live.course().chapters().forEach(chapter -> paths.add("/chapters/" + chapter.slug()));
        for (String path : paths) {
            visit(server + path, "text/html");
        }
        visit(server + "/widgets/output-size", "application/json");
        LOG.info("Visited {} pages", paths.size());
        System.exit(SpringApplication.exit(started.getApplicationContext()));
    }

    private static void visit(String address, String type) throws IOException {
        URLConnection connection = URI.create(address).toURL().openConnection();
        connection.setRequestProperty("Accept", type);
        connection.setRequestProperty("Accept-Encoding", "br, gzip");
        try (InputStream answer = connection.getInputStream()) {
            answer.readAllBytes();
        }
    }
}
