package dev.sotto.bench;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCDataChannelInit;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** libwebrtc, by webrtc-java. Each side has a factory, and so network threads, of its own. */
final class LibwebrtcStack implements Stack {
  private final HeadlessAudioDeviceModule noSound = new HeadlessAudioDeviceModule();
  private final PeerConnectionFactory offering = new PeerConnectionFactory(noSound);
  private final PeerConnectionFactory answering = new PeerConnectionFactory(noSound);

  /** Its callbacks must not call it. */
  private final ExecutorService signalling = Executors.newSingleThreadExecutor();

  @Override
  public String name() {
    return "libwebrtc";
  }

  @Override
  public Link connect() {
    CompletableFuture<LibwebrtcPeer> nearTakesCandidates = new CompletableFuture<>();
    CompletableFuture<LibwebrtcPeer> farTakesCandidates = new CompletableFuture<>();
    LibwebrtcPeer near = new LibwebrtcPeer(offering, signalling, farTakesCandidates);
    LibwebrtcPeer far = new LibwebrtcPeer(answering, signalling, nearTakesCandidates);
    near.use(near.connection().createDataChannel("bench", new RTCDataChannelInit()));
    RTCSessionDescription offer =
        made(observer -> near.connection().createOffer(new RTCOfferOptions(), observer));
    done(observer -> near.connection().setLocalDescription(offer, observer));
    done(observer -> far.connection().setRemoteDescription(offer, observer));
    farTakesCandidates.complete(far);
    RTCSessionDescription answer =
        made(observer -> far.connection().createAnswer(new RTCAnswerOptions(), observer));
    done(observer -> far.connection().setLocalDescription(answer, observer));
    done(observer -> near.connection().setRemoteDescription(answer, observer));
    nearTakesCandidates.complete(near);
    near.awaitOpen();
    far.awaitOpen();
    return new LibwebrtcLink(near, far);
  }

  private static RTCSessionDescription made(Consumer<CreateSessionDescriptionObserver> create) {
    CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
    create.accept(
        new CreateSessionDescriptionObserver() {
          @Override
          public void onSuccess(RTCSessionDescription description) {
            made.complete(description);
          }

          @Override
          public void onFailure(String error) {
            made.completeExceptionally(new IllegalStateException(error));
          }
        });
    return made.join();
  }

  private static void done(Consumer<SetSessionDescriptionObserver> set) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    set.accept(
        new SetSessionDescriptionObserver() {
          @Override
          public void onSuccess() {
            done.complete(true);
          }

          @Override
          public void onFailure(String error) {
            done.completeExceptionally(new IllegalStateException(error));
          }
        });
    done.join();
  }

  @Override
  public void close() {
    signalling.shutdown();
    offering.dispose();
    answering.dispose();
    noSound.dispose();
  }

  private record LibwebrtcLink(LibwebrtcPeer near, LibwebrtcPeer far) implements Link {
    @Override
    public void close() {
      near.connection().close();
      far.connection().close();
    }
  }
}
