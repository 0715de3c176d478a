package io.ampsync.runtime.torture.mutant;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * In one class, every call of one method becomes a call of a static method, which takes the receiver as its first
 * argument. Names are below {@code io.ampsync.runtime}, or whole.
 *
 * @param site the class whose calls are rerouted
 * @param call class and method that it calls
 * @param to class and method that it calls instead
 */
record Reroute(String site, String call, String to) {
    private static final String ROOT = "io.ampsync.runtime.";

    boolean concerns(String className) {
        return whole(site).equals(className);
    }

    byte[] applied(byte[] original) {
        ClassDesc target = ClassDesc.of(whole(owner(to)));
        ClassFile format = ClassFile.of();
        boolean[] found = new boolean[1];
        byte[] changed = format.transformClass(
                format.parse(original), ClassTransform.transformingMethodBodies((code, element) -> {
                    if (element instanceof InvokeInstruction invoke && isTheCall(invoke)) {
                        found[0] = true;
                        code.invokestatic(target, method(to), type(invoke));
                    } else {
                        code.with(element);
                    }
                }));
        if (!found[0]) {
            throw new IllegalStateException(site + " does not call " + call);
        }
        return changed;
    }

    private boolean isTheCall(InvokeInstruction invoke) {
        return invoke.name().equalsString(method(call))
                && invoke.owner().asInternalName().replace('/', '.').equals(whole(owner(call)));
    }

    private static MethodTypeDesc type(InvokeInstruction invoke) {
        MethodTypeDesc type = invoke.typeSymbol();
        return invoke.opcode() == Opcode.INVOKESTATIC
                ? type
                : type.insertParameterTypes(0, invoke.owner().asSymbol());
    }

    private static String whole(String name) {
        return name.startsWith("java.") || name.startsWith("org.") ? name : ROOT + name;
    }

    private static String owner(String call) {
        return call.substring(0, call.lastIndexOf('.'));
    }

    private static String method(String call) {
        return call.substring(call.lastIndexOf('.') + 1);
    }
}
