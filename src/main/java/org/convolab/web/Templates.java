package org.convolab.web;

import org.springframework.stereotype.Component;
import org.thymeleaf.spring6.SpringTemplateEngine;
import org.thymeleaf.standard.StandardDialect;
import org.thymeleaf.standard.serializer.StandardJavaScriptSerializer;

/** No template writes a script: the JSON library with which Thymeleaf would write values into one is not loaded. */
@Component
final class Templates {
    Templates(SpringTemplateEngine engine) {
        engine.getDialects().stream()
                .filter(StandardDialect.class::isInstance)
                .map(StandardDialect.class::cast)
                .forEach(dialect -> dialect.setJavaScriptSerializer(new StandardJavaScriptSerializer(false)));
    }
}
