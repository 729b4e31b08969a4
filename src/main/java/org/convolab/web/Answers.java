package org.convolab.web;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import java.util.zip.GZIPOutputStream;
import org.convolab.content.LiveCourse;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers to GET as functions of address and course. An answer that says how long it holds ({@code Cache-Control}) gets a
 * strong ETag, and its bytes are kept, plain and compressed, and sent without being drawn again until the course is
 * edited. What is not to be stored, measured or refused, and every page while the course has problems, is drawn each time.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class Answers extends OncePerRequestFilter {
    /** The bytes take at most this share of the heap. */
    private static final int SHARE = 16;

    /** What an answer takes besides its bytes and the characters of its address. */
    private static final int REST = 1_000;

    /** Less is not worth compressing, in bytes. */
    private static final int SHORT = 500;

    /** Less is compressed with gzip, which begins sooner, in bytes. */
    private static final int LONG = 32_768;

    /** What is asked for on a reader's conditions is asked for without them here: they are looked at once there is an answer. */
    private static final Set<String> CONDITIONS = names("If-None-Match", "If-Modified-Since", "If-Range", "Range");

    /** What every answer varies with: without the prefix, somebody could have links to elsewhere kept by a cache in front. */
    private static final String ALWAYS = "Accept-Encoding, X-Forwarded-Prefix";

    /** What is said of an answer here, and by nobody before. */
    private static final Set<String> OWN = names("ETag", "Content-Length", "Accept-Ranges");

    /**
     * How answers are compressed, the shortest first. Browsers read Brotli over HTTPS and from their own machine; its library
     * is there for the kind of machine on which the course was built.
     */
    private enum Coding {
        /** A tenth shorter than gzip in less time; what everybody loads once is worth a tenth of a second for a tenth more. */
        BR {
            @Override
            boolean isThere() {
                return Brotli4jLoader.isAvailable();
            }

            @Override
            byte[] pack(byte[] plain, boolean forAll) throws IOException {
                return Encoder.compress(plain, Encoder.Parameters.create(forAll ? 11 : 4));
            }
        },
        GZIP {
            @Override
            byte[] pack(byte[] plain, boolean forAll) throws IOException {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 3 + 64);
                try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 4096) {
                    {
                        // the usual level, 6, takes a third longer and saves a hundredth
                        def.setLevel(5);
                    }
                }) {
                    gzip.write(plain);
                }
                return bytes.toByteArray();
            }
        };

        boolean isThere() {
            return true;
        }

        abstract byte[] pack(byte[] plain, boolean forAll) throws IOException;

        /** The name in headers. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The best that a client reads; null if it reads none.
         *
         * @param large whether it is so much that Brotli's encoder, which is slow to begin, pays
         */
        static @Nullable Coding of(HttpServletRequest request, boolean large) {
            String accept = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
            for (Coding coding : values()) {
                if (accept != null && (large || coding != BR) && coding.isIn(accept) && coding.isThere()) {
                    return coding;
                }
            }
            return null;
        }

        private boolean isIn(String accept) {
            for (String one : accept.toLowerCase(Locale.ROOT).split(",")) {
                String[] parts = one.strip().split("\\s*;\\s*");
                if (parts[0].equals(label()) || this == GZIP && parts[0].equals("*")) {
                    return parts.length == 1 || !parts[1].matches("q\\s*=\\s*0(\\.0*)?");
                }
            }
            return false;
        }
    }

    /**
     * What an answer is a function of.
     *
     * @param drawing the drawing that the reader has, if only what a step changes of it is the answer
     */
    private record Key(
            String edition,
            String context,
            String path,
            @Nullable String query,
            String reader,
            @Nullable String drawing) {
        Key with(@Nullable String other) {
            return new Key(edition, context, path, query, reader, other);
        }

        int weight() {
            return path.length() + (query == null ? 0 : query.length());
        }
    }

    private final LiveCourse course;
    private final Cache<Key, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(Runtime.getRuntime().maxMemory() / SHARE)
            .weigher((Key key, Kept answer) -> REST + key.weight() + answer.weight())
            .build();

    Answers(LiveCourse course) {
        this.course = course;
    }

    private static Set<String> names(String... names) {
        Set<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(all, names);
        return all;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String edition = edition();
        String drawing = request.getHeader(Pages.DRAWING);
        Key key = new Key(
                edition == null ? "" : edition,
                request.getContextPath(),
                request.getRequestURI(),
                request.getQueryString(),
                reader(request),
                null);
        Kept answer = edition == null ? null : find(key, drawing);
        if (answer == null) {
            Captured captured = new Captured(response);
            chain.doFilter(new Unconditional(request), captured);
            answer = captured.answer(request.getQueryString() == null);
            if (answer == null) {
                captured.release();
                return;
            }
            if (edition != null && edition.equals(edition())) {
                kept.put(answer.headers.containsKey("HX-Retarget") ? key.with(drawing) : key, answer);
            }
        }
        answer.send(request, response);
    }

    /** Which course the answers are of; null while it has problems, which stand on its pages. */
    private @Nullable String edition() {
        return course.problems().isEmpty() ? course.course().edition() : null;
    }

    private static String reader(HttpServletRequest request) {
        return Accepts.json(request)
                ? "program"
                : request.getHeader("HX-Request") == null ? "page" : "part " + request.getHeader("HX-Target");
    }

    /** A reader who has another drawing than the answer's is sent the whole, whichever it is. */
    private @Nullable Kept find(Key key, @Nullable String drawing) {
        Kept whole = kept.getIfPresent(key);
        return drawing == null || whole != null && !drawing.equals(whole.headers.get(Pages.DRAWING))
                ? whole
                : kept.getIfPresent(key.with(drawing));
    }

    /** Whether a client has what carries this tag. */
    private static boolean has(HttpServletRequest request, String tag) {
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known == null) {
            return false;
        }
        for (String one : known.split(",")) {
            String other = one.strip();
            // a proxy that compresses makes a tag weak
            if (other.equals("*") || other.replaceFirst("^W/", "").equals(tag)) {
                return true;
            }
        }
        return false;
    }

    /** An answer as bytes, compressed when somebody first asks for that. */
    private static final class Kept {
        private final String type;
        private final Map<String, String> headers;
        private final byte[] plain;
        private final String digest;
        private final boolean forAll;
        private final Map<Coding, byte[]> packed = new EnumMap<>(Coding.class);

        /** @param forAll whether it is one of few that everybody loads, once */
        Kept(String type, Map<String, String> headers, byte[] plain, boolean forAll) {
            this.forAll = forAll;
            this.type = type;
            this.headers = headers;
            this.plain = plain;
            this.digest = digest(plain);
        }

        /** What tells bytes from others, in the time that a processor takes to read them: two checksums of different kinds. */
        private static String digest(byte[] bytes) {
            Checksum one = new CRC32();
            Checksum other = new CRC32C();
            one.update(bytes);
            other.update(bytes);
            return HexFormat.of().toHexDigits(one.getValue() << 32 | other.getValue());
        }

        boolean isText() {
            return type.startsWith("text/") || type.contains("json") || type.contains("script") || type.contains("xml");
        }

        /** The bytes that it takes, compressed to about a quarter too, in two ways. */
        int weight() {
            return plain.length + (isText() ? plain.length / 2 : 0);
        }

        private synchronized byte[] packed(Coding coding) throws IOException {
            byte[] bytes = packed.get(coding);
            if (bytes == null) {
                bytes = coding.pack(plain, forAll);
                packed.put(coding, bytes);
            }
            return bytes;
        }

        void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Coding coding =
                    isText() && plain.length >= SHORT ? Coding.of(request, forAll || plain.length >= LONG) : null;
            String tag = "\"" + digest + (coding == null ? "\"" : "-" + coding.label() + "\"");
            headers.forEach(response::setHeader);
            response.setHeader(HttpHeaders.ETAG, tag);
            if (has(request, tag)) {
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
                return;
            }
            byte[] bytes = coding == null ? plain : packed(coding);
            response.setContentType(type);
            response.setContentLength(bytes.length);
            if (coding != null) {
                response.setHeader(HttpHeaders.CONTENT_ENCODING, coding.label());
            }
            if (request.getMethod().equals("GET")) {
                response.getOutputStream().write(bytes);
            }
        }
    }

    /** A request as it would be made by a client that has nothing yet and reads everything. */
    private static final class Unconditional extends HttpServletRequestWrapper {
        Unconditional(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getMethod() {
            return "GET";
        }

        @Override
        public @Nullable String getHeader(String name) {
            return CONDITIONS.contains(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return CONDITIONS.contains(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public long getDateHeader(String name) {
            return CONDITIONS.contains(name) ? -1 : super.getDateHeader(name);
        }
    }

    /** An answer whose body is held back until it is whole. */
    private static final class Captured extends HttpServletResponseWrapper {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream(16_384);
        private final Set<String> before;
        private final ServletOutputStream stream = new ServletOutputStream() {
            @Override
            public void write(int b) {
                body.write(b);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                body.write(bytes, from, length);
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setWriteListener(WriteListener listener) {
                throw new UnsupportedOperationException();
            }
        };

        private @Nullable PrintWriter writer;

        Captured(HttpServletResponse response) {
            super(response);
            this.before = Set.copyOf(response.getHeaderNames());
        }

        /**
         * The answer, if it says how long it holds.
         *
         * @param single whether it was asked for without a query, of which anybody can make as many as he likes
         */
        @Nullable
        Kept answer(boolean single) {
            flushBuffer();
            String type = getContentType();
            String lasts = getHeader(HttpHeaders.CACHE_CONTROL);
            if (getStatus() != SC_OK || type == null || lasts == null || lasts.contains("no-store")) {
                return null;
            }
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name : getHeaderNames()) {
                if (!before.contains(name) && !name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)) {
                    headers.put(name, String.join(", ", getHeaders(name)));
                }
            }
            headers.merge(HttpHeaders.VARY, ALWAYS, (said, also) -> said + ", " + also);
            return new Kept(
                    type,
                    Collections.unmodifiableMap(headers),
                    body.toByteArray(),
                    single && lasts.contains("max-age=31536000"));
        }

        /** Sends what was held back as it is. */
        void release() throws IOException {
            if (body.size() > 0) {
                super.setContentLength(body.size());
                body.writeTo(super.getOutputStream());
            }
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return stream;
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            if (writer == null) {
                writer = new PrintWriter(new OutputStreamWriter(stream, getCharacterEncoding()));
            }
            return writer;
        }

        @Override
        public void flushBuffer() {
            if (writer != null) {
                writer.flush();
            }
        }

        @Override
        public void reset() {
            super.reset();
            resetBuffer();
        }

        @Override
        public void resetBuffer() {
            flushBuffer();
            body.reset();
        }

        @Override
        public void sendError(int status) throws IOException {
            resetBuffer();
            super.sendError(status);
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            resetBuffer();
            super.sendError(status, message);
        }

        /** The server would set a header that nobody can read. */
        @Override
        public void setLocale(Locale locale) {
            setHeader(HttpHeaders.CONTENT_LANGUAGE, locale.toLanguageTag());
        }

        @Override
        public void setContentLength(int length) {}

        @Override
        public void setContentLengthLong(long length) {}

        @Override
        public void setHeader(String name, String value) {
            if (!OWN.contains(name)) {
                super.setHeader(name, value);
            }
        }

        @Override
        public void addHeader(String name, String value) {
            if (!OWN.contains(name)) {
                super.addHeader(name, value);
            }
        }
    }
}
