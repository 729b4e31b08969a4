package org.convolab.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.Objects;
import org.convolab.content.LiveCourse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Requests that no page answers: a page that leads back to the contents, or problem details (RFC 9457) for programs. */
@Controller
@ControllerAdvice
final class Failures implements ErrorController {
    /** The attribute of a page that is the live course, whose problems stand on top. */
    static final String LIVE = "live";

    /** The attribute of a request that says where its reader was before: the address of a state on the same page. */
    static final String BACK = "back";

    private final LiveCourse live;

    Failures(LiveCourse live) {
        this.live = live;
    }

    /** What is sent as files, be it to an address that takes none, and cannot be read as such. */
    @ExceptionHandler(MultipartException.class)
    Object unreadable(MultipartException failure, HttpServletRequest request, HttpServletResponse response) {
        return failure(
                new ResponseStatusException(HttpStatus.BAD_REQUEST, "What was sent cannot be read."),
                request,
                response);
    }

    @ExceptionHandler({
        ResponseStatusException.class,
        NoResourceFoundException.class,
        HttpRequestMethodNotSupportedException.class
    })
    Object failure(Exception failure, HttpServletRequest request, HttpServletResponse response) {
        ErrorResponse answer = (ErrorResponse) failure;
        HttpStatusCode status = answer.getStatusCode();
        String detail = failure instanceof ResponseStatusException refused && refused.getReason() != null
                ? refused.getReason()
                : status.value() == 404
                        ? "The address names no page."
                        : answer.getBody().getDetail();
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        return answer(status, Objects.requireNonNullElse(detail, "This cannot be answered."), request);
    }

    /** Where the server goes when something failed outside of the pages. */
    @RequestMapping("/error")
    Object error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatusCode status = HttpStatusCode.valueOf(code instanceof Integer number ? number : 404);
        String detail = status.value() == 404
                ? "The address names no page."
                : status.is5xxServerError()
                        ? "The server cannot answer this request."
                        : "The server does not understand this request.";
        return answer(status, detail, request);
    }

    private Object answer(HttpStatusCode status, String detail, HttpServletRequest request) {
        if (Accepts.json(request)) {
            ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
            return ResponseEntity.status(status)
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .body(problem);
        }
        ModelAndView page = new ModelAndView("error", Map.of("status", status.value(), "message", detail), status);
        return page.addObject(LIVE, live).addObject(BACK, request.getAttribute(BACK));
    }
}
