package bare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** One page that Thymeleaf draws, and nothing else. */
@SpringBootApplication
@Controller
public class Bare {
    public static void main(String[] args) {
        SpringApplication.run(Bare.class, args);
    }

    @GetMapping("/chapters/{slug}")
    String page(@PathVariable String slug, Model model) {
        model.addAttribute("slug", slug);
        return "page";
    }
}
