package org.convolab.bench;

/** Who does the work. */
enum Peer {
    /** The sum in the definition of a convolution, loop in loop. */
    NAIVE("the definition"),
    /** The engine in plain loops, in a JVM without the module of vectors. */
    PLAIN("plain kernel"),
    /** The engine with vectors. */
    VECTOR("vector kernel"),
    /** ONNX Runtime on one thread, all its optimizations on, without the copies of its input and output. */
    ONNX("ONNX Runtime");

    final String title;

    Peer(String title) {
        this.title = title;
    }
}
