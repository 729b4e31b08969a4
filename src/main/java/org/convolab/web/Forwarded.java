package org.convolab.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.ForwardedHeaderFilter;

/** The address that a proxy says it was asked for. Headers that say it in a form that cannot be read are refused with a sentence. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Forwarded extends ForwardedHeaderFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean[] passed = {false};
        HttpServletResponse answer = new HttpServletResponseWrapper(response) {
            @Override
            public void sendError(int status) throws IOException {
                if (passed[0]) {
                    super.sendError(status);
                    return;
                }
                // the page for errors would be refused for the same headers
                setStatus(status);
                setContentType("text/plain");
                getWriter().println("What the X-Forwarded headers say cannot be read.");
            }
        };
        super.doFilterInternal(request, answer, (asked, given) -> {
            passed[0] = true;
            chain.doFilter(asked, given);
        });
    }
}
