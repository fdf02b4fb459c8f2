package weft.examples.threads;

import static weft.Asyncio.runCoroutineThreadsafe;

import weft.AbstractEventLoop;
import weft.Asyncio;

import java.awt.FlowLayout;
import java.awt.GraphicsEnvironment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;

/**
 * A window stays alive because its thread never waits: a press of the button hands a coroutine to a
 * loop in another thread, which computes, and then asks the window's thread to show the result. The
 * asyncio original is written with tkinter.
 *
 * <p>Where there is no display the button is pressed by the program itself, and no window is shown.
 */
public final class WindowBesideLoop {
    private static final Duration DELAY = Duration.ofMillis(50);

    private final AbstractEventLoop loop = Asyncio.newEventLoop();
    private final CompletableFuture<String> shown = new CompletableFuture<>();
    private final JLabel label = new JLabel("waiting for the result");
    private final JButton button = new JButton("compute");

    private WindowBesideLoop() {
        button.addActionListener(
                pressed -> {
                    System.out.println("pressed, the label says: " + label.getText());
                    runCoroutineThreadsafe(this::compute, loop);
                });
    }

    private int compute() {
        Asyncio.sleep(DELAY);
        int result = 300;
        SwingUtilities.invokeLater(() -> show(result));
        return result;
    }

    private void show(int result) {
        label.setText(Integer.toString(result));
        shown.complete(label.getText());
    }

    private void open() {
        if (GraphicsEnvironment.isHeadless()) {
            button.doClick();
            return;
        }
        JFrame frame = new JFrame("weft");
        frame.setLayout(new FlowLayout());
        frame.add(button);
        frame.add(label);
        frame.setSize(500, 300);
        frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
        frame.setVisible(true);
    }

    private void run() throws Exception {
        Thread thread = new Thread(loop::runForever, "loop");
        thread.start();
        SwingUtilities.invokeAndWait(this::open);
        System.out.println("the label says: " + shown.get());
        loop.callSoonThreadsafe(loop::stop);
        thread.join();
        loop.close();
    }

    /**
     * Runs the program.
     *
     * @param args not used
     * @throws Exception if the window's thread fails
     */
    public static void main(String[] args) throws Exception {
        new WindowBesideLoop().run();
    }
}
