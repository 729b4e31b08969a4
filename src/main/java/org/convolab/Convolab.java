package org.convolab;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts Convolab. */
@SpringBootApplication
public class Convolab {
    public static void main(String[] args) {
        SpringApplication.run(Convolab.class, args);
    }
}
