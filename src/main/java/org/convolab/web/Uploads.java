package org.convolab.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.convolab.image.Photo;
import org.convolab.image.PictureDecoder;
import org.convolab.image.UnreadablePicture;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.multipart.MultipartHttpServletRequest;
import org.springframework.web.server.ResponseStatusException;

/**
 * Pictures that readers send, brought to the size of a {@link Photo} in memory. A file is taken in only while few others
 * are. No file is written.
 */
@Component
final class Uploads {
    private static final int AT_ONCE = 4;
    private static final int PATIENCE_SECONDS = 3;

    private final Semaphore seats = new Semaphore(AT_ONCE, true);

    /**
     * The picture of a request, as the text that an address carries, by the name of its field.
     *
     * @param fields the fields that take a picture; the first that has a file counts
     * @throws ResponseStatusException if there is none, it is too large or no picture, or too many others are being read
     */
    Map<String, String> receive(HttpServletRequest request, Set<String> fields) {
        boolean seated = false;
        try {
            seated = seats.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!seated) {
                ResponseStatusException later = new ResponseStatusException(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Many people are sending pictures. Send yours again in a moment.");
                later.getHeaders().set(HttpHeaders.RETRY_AFTER, String.valueOf(PATIENCE_SECONDS));
                throw later;
            }
            return received(request, fields);
        } catch (MaxUploadSizeExceededException large) {
            throw refusal(
                    HttpStatus.CONTENT_TOO_LARGE, "The file is too large. A picture has at most 8 megabytes here.");
        } catch (MultipartException | IOException broken) {
            throw refusal(HttpStatus.BAD_REQUEST, "The file did not arrive in one piece.");
        } catch (UnreadablePicture unreadable) {
            throw refusal(HttpStatus.UNPROCESSABLE_CONTENT, String.valueOf(unreadable.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw refusal(HttpStatus.SERVICE_UNAVAILABLE, "The server is about to stop.");
        } finally {
            if (seated) {
                seats.release();
            }
        }
    }

    private static Map<String, String> received(HttpServletRequest request, Set<String> fields)
            throws IOException, UnreadablePicture {
        if (request instanceof MultipartHttpServletRequest sent) {
            for (String field : fields) {
                MultipartFile file = sent.getFile(field);
                if (file != null && !file.isEmpty()) {
                    PictureDecoder.Square square = PictureDecoder.decode(file.getBytes(), Photo.SIDE);
                    return Map.of(field, Photo.write(square.light(), square.shrunk()));
                }
            }
        }
        throw refusal(HttpStatus.UNPROCESSABLE_CONTENT, "No picture was sent. Choose a file first.");
    }

    private static ResponseStatusException refusal(HttpStatus status, String sentence) {
        return new ResponseStatusException(status, sentence);
    }
}
