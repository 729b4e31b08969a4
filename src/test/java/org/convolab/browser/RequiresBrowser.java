package org.convolab.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests that need Chromium and its driver. Where they are not found the tests are left out and the build says so; with
 * {@code CONVOLAB_BROWSER=required} in the environment, as on CI, a missing browser fails the build.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresBrowser.Condition.class)
@interface RequiresBrowser {

    /** Looks for the browser. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            boolean found = browser().isPresent() && driver().isPresent();
            if (found || "required".equals(System.getenv("CONVOLAB_BROWSER"))) {
                return ConditionEvaluationResult.enabled("a browser is needed");
            }
            String reason =
                    "%s is left out: it needs Chromium and its driver (on Debian: apt-get install chromium chromium-driver)"
                            .formatted(context.getDisplayName());
            System.out.println("[WARNING] " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }

        /** Where Chromium is. */
        static Optional<Path> browser() {
            return first("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
        }

        /** Where its driver is. */
        static Optional<Path> driver() {
            return first(
                    "/usr/bin/chromedriver", "/usr/lib/chromium-browser/chromedriver", "/usr/local/bin/chromedriver");
        }

        private static Optional<Path> first(String... places) {
            return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst();
        }
    }
}
