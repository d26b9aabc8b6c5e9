//! The screen as a reader meets it: keys in, pictures out, no disk and no net.

#[path = "screen/world.rs"]
mod world;

<<<<<<< HEAD
#[path = "screen/pictures.rs"]
mod pictures;
#[path = "screen/places.rs"]
mod places;
#[path = "screen/prompts.rs"]
mod prompts;
#[path = "screen/reading.rs"]
mod reading;
#[path = "screen/robust.rs"]
mod robust;
=======
#[test]
fn look() {
    for (c, r) in [(150, 40), (100, 30), (60, 20), (40, 12)] {
        let mut w = world::World::new(c, r);
        for keys in ["", "<Enter><Tab><Tab>", "p", "P", "gp", "gP<Enter>", "gf", "?", "<Esc>:star", "<Esc>gu/geneva<Enter>", "g"]
        {
            w.press(keys);
            w.rest();
            println!("=== {c}x{r} after {keys}\n{}", w.picture());
        }
        let mut w = world::World::empty(c, r, vec![("/home/reader/.newsboat/urls".into(), 83)]);
        println!("=== welcome\n{}", w.picture());
    }
}
>>>>>>> main
