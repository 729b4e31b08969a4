package org.convolab;

import org.convolab.command.Check;
import org.convolab.command.ContactSheet;
import org.convolab.command.Train;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Starts the server, or one of the commands; options that begin with two hyphens are settings of the server. */
@SpringBootApplication(scanBasePackages = {"org.convolab.content", "org.convolab.web", "org.convolab.widget"})
@Command(
        name = "convolab",
        description = "An interactive course on convolutional networks. Without a command it serves the course;"
                + " settings such as --server.port=8081 go to the server.",
        subcommands = {Check.class, Train.class, ContactSheet.class},
        mixinStandardHelpOptions = true)
public class Convolab {
    public static void main(String[] args) {
        boolean help = args.length > 0 && (args[0].equals("--help") || args[0].equals("--version"));
        if (args.length == 0 || args[0].startsWith("--") && !help) {
            SpringApplication.run(Convolab.class, args);
            return;
        }
        CommandLine command = new CommandLine(new Convolab());
        command.getCommandSpec()
                .version("Convolab " + Convolab.class.getPackage().getImplementationVersion());
        int code = command.execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }
}
