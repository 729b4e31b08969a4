package org.convolab.widget;

import java.util.Map;
import java.util.function.IntFunction;

/**
 * A walk through the places of a widget: place {@code at} of {@code count}, counted from 0, and the parameters that lead
 * to any place.
 */
public record Walk(int at, int count, IntFunction<Map<String, Object>> to) {}
